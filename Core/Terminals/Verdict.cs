namespace BotBottle.Core.Terminals;

/// <summary>What the filter does with one control sequence.</summary>
internal enum Verdict
{
    /// <summary>The terminal does not get it.</summary>
    Drop,

    /// <summary>It passes also while the terminal is another program's: colours of text.</summary>
    Text,

    /// <summary>It passes while the terminal is the agent's.</summary>
    Screen,

    /// <summary>As <see cref="Screen"/>, and the terminal will send a reply.</summary>
    Query,
}
