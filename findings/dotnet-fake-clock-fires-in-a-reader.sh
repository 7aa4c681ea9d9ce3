#!/bin/sh
# Microsoft.Extensions.TimeProvider.Testing 10.11.0 (NuGet): a FakeTimeProvider fires its timers on any thread that reads the clock.
#
# Expected: a timer's callback runs on the thread that calls Advance, or on a thread of the pool.
# Seen: GetUtcNow and GetTimestamp look for due timers, too. A thread that reads the clock at the moment of an Advance runs the callback itself, under the locks
# that it holds. No real clock calls back a reader: where the callback takes a second lock, a test of correct code can hang.
#
# Output seen:
#   fired by a reader under its lock: yes
# Needs the .NET 10 SDK, and two processors.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > clock.cs <<'CS'
#:package Microsoft.Extensions.TimeProvider.Testing@10.11.0
#:property PublishAot=false
using Microsoft.Extensions.Time.Testing;

FakeTimeProvider time = new();
object gate = new();
bool over = false;
int mover = Environment.CurrentManagedThreadId;
long byReader = 0;
using ITimer timer = time.CreateTimer(
    _ =>
    {
        if (Environment.CurrentManagedThreadId != mover && Monitor.IsEntered(gate))
        {
            Interlocked.Increment(ref byReader);
        }
    },
    null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
Thread reader = new(() =>
{
    while (!Volatile.Read(ref over))
    {
        lock (gate)
        {
            time.GetUtcNow();
        }
    }
});
reader.Start();
for (int moves = 0; moves < 1_000_000 && Interlocked.Read(ref byReader) == 0; moves++)
{
    time.Advance(TimeSpan.FromSeconds(1));
}

Volatile.Write(ref over, true);
reader.Join();
Console.WriteLine($"fired by a reader under its lock: {(byReader > 0 ? "yes" : "no")}");
CS
seen=$(dotnet run clock.cs)
echo "$seen"
[ "$seen" = "fired by a reader under its lock: yes" ]
