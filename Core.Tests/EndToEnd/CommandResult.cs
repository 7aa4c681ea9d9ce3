namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>What a program left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}
