namespace BotBottle.Controller.Shared;

/// <summary>Ends a command with an exit code. The message says what happened and where; the advice says what the operator can do.</summary>
internal sealed class CommandFailure(int exitCode, string message, string? advice = null, Exception? cause = null) : Exception(message, cause)
{
    public int Exit { get; } = exitCode;

    public string? Advice { get; } = advice;

    /// <summary>Creates a failure for wrong usage: exit code 2.</summary>
    public static CommandFailure Usage(string message, string? advice = null) => new(ExitCode.Usage, message, advice);
}
