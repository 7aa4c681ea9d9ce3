namespace BotBottle.Controller.Shared;

/// <summary>A verb gives up. The message says what happened and where; the advice what the operator can do about it.</summary>
internal sealed class CommandFailure(int exitCode, string message, string? advice = null, Exception? cause = null) : Exception(message, cause)
{
    public int Exit { get; } = exitCode;

    public string? Advice { get; } = advice;

    /// <summary>Wrong usage: exit code 2.</summary>
    public static CommandFailure Usage(string message, string? advice = null) => new(ExitCode.Usage, message, advice);
}
