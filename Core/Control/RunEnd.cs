namespace BotBottle.Core.Control;

/// <summary>The command has ended.</summary>
/// <param name="ExitCode">Its exit code, 128 + signal where a signal ended it.</param>
public sealed record RunEnd(int ExitCode);
