namespace BotBottle.Core.Tests.Launching;

/// <summary>How a command line ended.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    /// <summary>Everything, for messages of assertions.</summary>
    public override string ToString() => $"exit {Code}\n--- output\n{Output}\n--- error\n{Error}";
}
