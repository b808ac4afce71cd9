"""An identity service to sign in by: django-oauth-toolkit, a process of its own."""
