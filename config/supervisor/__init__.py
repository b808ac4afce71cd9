"""What stands behind `manage.py up`: embedded servers and the product's processes.

errors      what can go wrong, in two languages
account     which account the servers run as, and where they keep their data
guard       the little process between the supervisor and each child
program     one child: start, stop, last lines of its log
postgres    the embedded PostgreSQL
redisserver the embedded Redis
services    both servers together
lock        one owner per data folder
prepare     migrate, static files, demo
fleet       web, worker, dispatcher: keep them running
up          the order of it all
"""
