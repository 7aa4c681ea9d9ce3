using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Verbs whose output or messages, and a controller whose log, are on a file system that is full.</summary>
[Parallelizable(ParallelScope.All), Category("System")]
public sealed class FullOutputTests
{
    [Test]
    public async Task A_listing_that_cannot_be_written_ends_with_one_line_and_code_1()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult result = await InShellAsync(home, "\"$1\" ps --all > /dev/full");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "bot-bottle: the output is incomplete: write: No space left on device\n")));
    }

    [TestCase("\"$1\" ghost", 2)]
    [TestCase("\"$1\" freeze ghost", 1)]
    [TestCase("\"$1\" run -- sh -c 'exit 7'", 7)]
    [TestCase("\"$1\" run -- true", 0)]
    public async Task Messages_that_cannot_be_written_change_no_exit_code(string command, int code)
    {
        await using CliHost home = await CliHost.StartAsync();
        Assert.That((await InShellAsync(home, command + " 2> /dev/full")).ExitCode, Is.EqualTo(code));
    }

    [Test]
    public async Task A_controller_outlives_a_log_that_cannot_be_written()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess controller = new(
            "/bin/sh", ["-c", "exec \"$1\" controller serve 2> /dev/full", "sh", CliHost.Cli], home.Work, home.Environment());
        using ControllerClient client = home.Controller;
        await Wait.ForAsync(async () => await StatusAsync(client) is not null);
        // Each line of its log is lost.
        await home.BotBottleAsync("budget", "set", "claude=5k");
        Assert.That((await StatusAsync(client))?.Pid, Is.EqualTo(controller.Pid));
        Assert.That((await home.BotBottleAsync("controller", "stop")).ExitCode, Is.Zero);
        Assert.That((await controller.EndAsync()).ExitCode, Is.Zero);
    }

    private static async Task<ControllerStatus?> StatusAsync(ControllerClient client)
    {
        try
        {
            return await client.StatusAsync();
        }
        catch (ControllerException)
        {
            return null; // not up yet
        }
    }

    private static async Task<CommandResult> InShellAsync(CliHost home, string script)
    {
        await using CliProcess shell = new("/bin/sh", ["-c", script, "sh", CliHost.Cli], home.Work, home.Environment());
        return await shell.EndAsync();
    }
}
