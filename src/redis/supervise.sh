# Keeps one Redis server running for as long as anybody uses it.
#
#   sh supervise.sh HOME SERVER [ARGUMENT...]     as the leader of a session of its own, with
#   descriptor 3    HOME/alive, open for reading  inherited by everything below: while one of us lives, the
#                                                 named pipe has a reader, and the kernel says so to all
#   HOME/users      named pipe; every user holds it open for writing, so its end is the end of the last user,
#                   whatever killed him; a user who writes a name is welcomed by a file HOME/welcome.<name>,
#                   which nobody gets who came too late
#   HOME/leader     our process group, good for signals while HOME/alive has a reader
#
# A server that dies is started again, unless it dies five times without living a minute. Ends with status 0.
umask 077
home=$1
shift
echo $$ >"$home/leader"
exec 4<"$home/users"

(
  while read -r name; do : >"$home/welcome.$name"; done <&4
  exec 4<&-
  kill -s TERM -- "-$$"
) &
watcher=$!
exec 4<&-

stopping=
server=
trap 'stopping=yes; [ -z "$server" ] || kill -s TERM "$server" 2>/dev/null' TERM
deaths=0
while [ -z "$stopping" ] && [ "$deaths" -lt 5 ]; do
  began=$(date +%s)
  "$@" </dev/null &
  server=$!
  # The signal may have come before the server had a number.
  [ -z "$stopping" ] || kill -s TERM "$server" 2>/dev/null
  # A signal ends `wait` early: the server is gone only when it no longer takes signals.
  while kill -0 "$server" 2>/dev/null; do wait "$server"; done
  [ "$(($(date +%s) - began))" -lt 60 ] || deaths=0
  deaths=$((deaths + 1))
  [ -n "$stopping" ] || sleep 0.1
done
kill -s TERM "$watcher" 2>/dev/null
exit 0
