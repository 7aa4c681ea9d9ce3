# The doctor's script inside a bottle; it needs only perl-base. Arguments are name=value and may repeat. Every probe prints one
# line: id, pass or fail, the attempt and the observation, separated by tabs. A probe that dies has failed; the reader counts one
# without a line as failed. If the isolation is missing, a probe must do no harm: its attempts have no lasting effect.
use strict;
use warnings;
use Errno ();
use Fcntl;
use POSIX ();
use Socket;

$| = 1;
my %given;
for (@ARGV) {
    my ($name, $value) = split /=/, $_, 2;
    push @{$given{$name}}, $value;
}

sub report {
    my ($id, $passed, $tried, $saw) = @_;
    s/[^\x20-\x7e]/ /g for $tried, $saw;
    print "$id\t", ($passed ? "pass" : "fail"), "\t$tried\t$saw\n";
}

# Runs one probe; its code returns (passed, observation).
sub probe {
    my ($id, $tried, $code) = @_;
    my ($passed, $saw) = eval { $code->() };
    ($passed, $saw) = (0, "the probe died: $@") if $@;
    report($id, $passed, $tried, $saw);
}

# Passes when every attempt is refused: attempts are pairs of a name and code that is true on success. With a list of error
# numbers the refusal must be one of them: another number means that the attempt failed for another reason.
sub refused {
    my ($expected, @attempts) = @_;
    my ($passed, @saw) = (1);
    while (my ($name, $code) = splice @attempts, 0, 2) {
        $! = 0;
        my $done = $code->();
        my $error = $!;
        my $right = !$done && (!$expected || grep { $error == $_ } @$expected);
        $passed &&= $right;
        push @saw, "$name: " . ($done ? "DONE" : $error ? "$error" : "refused") . ($right || $done ? "" : " (not what the wall answers)");
    }
    return ($passed, join("; ", @saw));
}

# True if the code is true in a separate process, so that its success changes nothing here. $! is the child's.
sub in_child {
    my ($code) = @_;
    my $child = fork;
    die "fork: $!" if !defined $child;
    POSIX::_exit($code->() ? 0 : $! + 0 || 255) if !$child;
    waitpid $child, 0;
    $! = $? >> 8;
    return $? == 0;
}

sub slurp {
    my ($path) = @_;
    open(my $file, "<", $path) or return "";
    local $/;
    my $text = <$file>;
    return defined $text ? $text : "";
}

sub entries {
    my ($folder) = @_;
    opendir(my $handle, $folder) or return ();
    return grep { $_ ne "." && $_ ne ".." } readdir $handle;
}

sub create { my ($path) = @_; return sysopen(my $file, $path, O_WRONLY | O_CREAT | O_APPEND) ? 1 : 0; }
sub can_read { my ($path) = @_; return -d $path ? opendir(my $folder, $path) : open(my $file, "<", $path); }
