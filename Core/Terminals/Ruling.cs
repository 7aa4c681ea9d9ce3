namespace BotBottle.Core.Terminals;

/// <summary>Action of the filter on one control sequence.</summary>
internal enum Ruling
{
    /// <summary>The sequence is dropped.</summary>
    Drop,

    /// <summary>The sequence passes even while the terminal is another program's: colours of text.</summary>
    Text,

    /// <summary>The sequence passes while the terminal is the agent's.</summary>
    Screen,

    /// <summary>The sequence passes as for <see cref="Screen"/>, and the terminal will send a reply.</summary>
    Query,
}
