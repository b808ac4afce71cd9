"""Serves until it is ended: python -m tests.accounts.identity BACK NAME…

One client, `yipan` with the secret `between-us`, may come back to BACK; each NAME may
sign in with WORD. The first line that is printed is the address of the service."""

import os
import sys
from wsgiref.simple_server import make_server

WORD = "known-to-the-service"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.accounts.identity.settings"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import get_application_model

    back, *names = sys.argv[1:]
    call_command("migrate", verbosity=0)
    for name in names:
        get_user_model().objects.create_user(name, password=WORD)
    get_application_model().objects.create(
        client_id="yipan",
        client_secret="between-us",
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=back,
        skip_authorization=True,
        algorithm="RS256",
    )
    server = make_server("127.0.0.1", 0, get_wsgi_application())
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/o\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
