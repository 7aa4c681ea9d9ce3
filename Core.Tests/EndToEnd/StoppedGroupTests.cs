namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>An agent that stops the process that waits for its end.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class StoppedGroupTests
{
    // A child outside its group continues it, and nothing else of the group.
    private const string Agent = """
        import os, signal, sys, time
        agent = os.getpid()
        made, say = os.pipe()
        if os.fork() == 0:
            os.setpgid(0, 0)
            os.write(say, b".")
            while True:
                os.kill(agent, signal.SIGCONT)
                time.sleep(0.001)
        os.read(made, 1)
        os.kill(0, signal.SIGSTOP)
        os._exit(3)
        """;

    [TestCase("sandbox")]
    [TestCase("none")]
    public async Task An_agent_that_stops_its_process_group_and_ends_does_not_block_the_run(string isolation)
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult run = await host.BotBottleAsync("run", "--isolation", isolation, "--", "python3", "-c", Agent);
        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString());
    }
}
