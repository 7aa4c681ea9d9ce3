# Reads a streamed answer and tells how it arrived: in how many pieces its text came, and over how many milliseconds. Anything else is passed on.
use strict;
use warnings;
use Time::HiRes qw(time);

my ($body, $pieces, $first, $last) = ('', 0, 0, 0);
while (sysread(STDIN, my $piece, 65536)) {
    $body .= $piece;
    next unless $piece =~ /"text_delta"/;
    $first ||= time;
    $last = time;
    $pieces++;
}
if ($body =~ /"message_stop"/) { printf "streamed %d pieces %d ms\n", $pieces, ($last - $first) * 1000 }
else { print "no stream: $body\n" }
