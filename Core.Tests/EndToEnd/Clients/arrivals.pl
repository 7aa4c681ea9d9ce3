# Reads a streamed answer and tells in how many pieces its text came. Each event of text leaves a byte in the file that is named, so that the
# sender can wait until the one before was seen. Anything else is passed on.
use strict;
use warnings;

open(my $seen, '>', $ARGV[0]) or die "$ARGV[0]: $!";
my ($body, $told, $pieces) = ('', 0, 0);
while (sysread(STDIN, my $piece, 65536)) {
    $body .= $piece;
    my $events = () = $body =~ /"text_delta".*\n\n/g;
    next unless $events > $told;
    syswrite($seen, '.' x ($events - $told));
    $told = $events;
    $pieces++;
}
if ($body =~ /"message_stop"/) { print "streamed $pieces pieces\n" }
else { print "no stream: $body\n" }
