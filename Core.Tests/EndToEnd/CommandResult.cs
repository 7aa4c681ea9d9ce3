namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The result of a program.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}
