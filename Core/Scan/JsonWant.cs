namespace BotBottle.Core.Scan;

/// <summary>What a reader wants to know of the string values on one path of a <see cref="JsonShape"/>.</summary>
[Flags]
public enum JsonWant
{
    /// <summary>Only that a string was there; numbers and literals are reported in any case.</summary>
    None = 0,

    /// <summary>The unescaped text, up to <see cref="JsonScanner.MaxText"/> bytes of it.</summary>
    Text = 1,

    /// <summary>The length of the unescaped text, reported piece by piece as it arrives.</summary>
    Length = 2,
}
