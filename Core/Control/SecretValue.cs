namespace BotBottle.Core.Control;

/// <summary>A value that must not leave a run.</summary>
/// <param name="Name">What a refusal may call it: a variable's name, a file's and a line.</param>
/// <param name="Value">The value, UTF-8.</param>
public sealed record SecretValue(string Name, string Value)
{
    /// <summary>The name alone, so that the value stays out of logs.</summary>
    public override string ToString() => Name;
}
