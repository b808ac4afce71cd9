"""Who is let in where: accounts, sessions, passwords; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- everybody's accounts: who keeps them, whoever's they are
desk:accounts GET
desk:new_account GET POST
desk:account_units GET
desk:grant_role(account) POST
desk:end_role(membership) POST
desk:lift_address POST
desk:account(account) GET
desk:lift_account(account) POST
desk:end_account_sessions(account) POST
desk:block_account(account) POST
desk:give_password(account) POST
desk:ask_reset(account) POST
desk:answer_reset(reset) POST
    3 3 3 3 3 3 3 3 3 3 . 3 3 s
opening:hand_in GET POST
opening:empty_file GET
opening:present_file GET
    3 3 3 3 3 3 3 3 3 3 . 3 3 s
# A file is its owner's alone.
opening:import(account_file) GET
opening:marked_file(account_file) GET
opening:confirm_import(account_file) POST
opening:cancel_import(account_file) POST
opening:slips(account_file) GET POST
    4 4 4 4 4 4 4 4 4 4 . 4 4 s
# --- between password and code nobody is signed in yet
organization:second_step GET POST
    . . . . . . . . . . . . . .
# Without a certificate that a proxy has verified there is no such door.
organization:certificate POST
    4 4 4 4 4 4 4 4 4 4 4 4 4 4
# Nor one to the identity service where the site names none.
organization:oidc_begin GET
organization:oidc_back GET
organization:oidc_leave GET
    4 4 4 4 4 4 4 4 4 4 4 4 4 4
# --- one's own
desk:sessions GET
desk:end_other_sessions POST
desk:password GET POST
desk:factors GET
desk:add_totp GET POST
desk:add_passkey GET POST
desk:renew_codes POST
desk:bind_certificate POST
    . . . . . . . . . . . . . s
desk:end_session(session) POST
desk:remove_factor(factor) POST
    4 4 4 4 .4.4 4 4 4 4 4 4 4 4 s
desk:revoke_certificate(certificate) POST
    4 4 4 4 .4.4 4 4 4 4 4 . 4 4 s
"""
