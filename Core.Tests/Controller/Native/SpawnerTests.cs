using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;
using Win32Exception = System.ComponentModel.Win32Exception;

namespace BotBottle.Core.Tests.Controller.Native;

[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public class SpawnerTests
{
    [Test]
    public async Task A_child_gets_only_the_named_environment_and_descriptors()
    {
        using var leaked = Inheritable("/etc");
        var output = await RunAsync("ls /proc/self/fd | tr '\\n' ' '; env | sort; pwd", folder: "/usr");
        Assert.That(output, Is.EqualTo("0 1 2 3 A=1\nPWD=/usr\n/usr\n"), "3 is ls's own look at the folder");
    }

    [Test]
    public async Task Signals_are_at_their_defaults_and_none_is_blocked()
    {
        var output = await RunAsync("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2");
        var sets = output.Split('\n')[..2].Select(line => Convert.ToUInt64(line, 16) & 0x7fff_ffff);
        Assert.That(sets, Is.All.Zero);
    }

    [Test]
    public async Task Descriptors_get_their_numbers_even_if_these_are_in_use()
    {
        var files = Enumerable.Range(0, 4).Select(i => Descriptors.Memory("t", [(byte)('a' + i)])).ToArray();
        // The numbers of the sources in reverse order: successive dup2 calls would overwrite one before it is copied.
        var numbers = files.Select(file => (int)file.DangerousGetHandle()).Reverse().ToArray();
        var mappings = files.Zip(numbers, (file, number) => new DescriptorMapping(file, number)).ToArray();
        var output = await RunAsync(string.Join(';', numbers.Select(number => $"cat /proc/self/fd/{number}")), mappings);
        Assert.That(output, Is.EqualTo("abcd"));
        Array.ForEach(files, file => file.Dispose());
    }

    [TestCase(false, "ours ours")]
    [TestCase(true, "own own")]
    public async Task A_child_gets_the_requested_session(bool session, string expected)
    {
        var output = await RunAsync("set -- $(cut -d' ' -f1,5,6 /proc/$$/stat); echo $*", change: request => request with { NewSession = session });
        var numbers = output.Split(' ').Select(int.Parse).ToArray();
        Assert.That($"{Whose(numbers[1], numbers[0], Processes.Group(0))} {Whose(numbers[2], numbers[0], Processes.Session(0))}", Is.EqualTo(expected));

        static string Whose(int number, int child, int ours) => number == child ? "own" : number == ours ? "ours" : "another's";
    }

    [TestCase("exit 0", 0, true)]
    [TestCase("exit 77", 77, true)]
    [TestCase("kill -9 $$", 137, false)]
    [TestCase("kill -15 $$", 143, false)]
    public async Task The_end_of_a_child_is_reported(string script, int code, bool exited)
    {
        var child = Spawner.Start(Shell(script));
        var status = await child.WaitAsync();
        Assert.That((status.Code, status.Exited, status.Stopped), Is.EqualTo((code, exited, false)));
        Assert.That(child.Signal(Signal.Terminate), Is.False);
        Assert.That(child.Wait(), Is.EqualTo(status), "and reported again");
    }

    [Test]
    public void A_stopped_child_has_not_ended()
    {
        var child = Spawner.Start(Shell("kill -STOP $$; exit 3"));
        ExitStatus? stop;
        while ((stop = child.Poll(stops: true)) is null)
        {
            Thread.Yield();
        }

        Assert.That((stop.Value.Stopped, stop.Value.Signal), Is.EqualTo((true, Signal.Stop)));
        child.Signal(Signal.Continue);
        Assert.That(child.Wait().Code, Is.EqualTo(3));
    }

    [Test]
    public void A_missing_program_is_reported() =>
        Assert.That(
            () => Spawner.Start(new SpawnRequest { Path = "/nonexistent", Environment = new Dictionary<string, string>() }),
            Throws.TypeOf<Win32Exception>().With.Property(nameof(Win32Exception.NativeErrorCode)).EqualTo(2));

    [Test]
    public void A_nul_in_an_argument_is_refused() =>
        Assert.That(() => Spawner.Start(Shell("a\0b")), Throws.ArgumentException);

    private static SpawnRequest Shell(string script) => new()
    {
        Path = "/bin/sh", Arguments = ["-c", script], Environment = new Dictionary<string, string> { ["A"] = "1" },
    };

    private static async Task<string> RunAsync(
        string script, DescriptorMapping[]? mappings = null, string? folder = null, Func<SpawnRequest, SpawnRequest>? change = null)
    {
        var (read, write) = Descriptors.Pipe();
        using var output = new FileStream(read, FileAccess.Read, bufferSize: 1);
        var request = Shell(script) with { WorkingFolder = folder, Descriptors = [new(write, 1), .. mappings ?? []] };
        var child = Spawner.Start(change?.Invoke(request) ?? request);
        write.Dispose();
        var text = await new StreamReader(output).ReadToEndAsync();
        child.Wait();
        return text;
    }

    /// <summary>A descriptor inherited from a careless parent: without close-on-exec.</summary>
    private static SafeFileHandle Inheritable(string folder)
    {
        var handle = Bottles.BottleHost.OpenFolder(folder);
        Descriptors.KeepOnExec((int)handle.DangerousGetHandle());
        return handle;
    }
}
