using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>An in-memory environment for a verb: a home that does not exist, a fixed time zone, no colours.</summary>
internal sealed class VerbHost
{
    public StringWriter Output { get; } = new() { NewLine = "\n" };

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public CommandHost Host => new(
        Output, Error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = "/nonexistent/bot-bottle-test" }, "/", new ManualTime { Start = Now },
        Colours: false);

    /// <summary>Runs a command line and returns its exit code.</summary>
    public Task<int> RunAsync(string line) => CommandLine.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), Host);
}
