using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>A value that must not leave a run in any encoding.</summary>
public sealed class KnownSecret
{
    /// <summary>The shortest value in bytes; a shorter one would match innocent text.</summary>
    public const int MinBytes = 8;

    /// <summary>Creates a known secret.</summary>
    /// <param name="name">The name that a refusal may show: a variable's or a file's.</param>
    /// <param name="value">The value itself, at least <see cref="MinBytes"/> bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The value is too short to differ from innocent text.</exception>
    public KnownSecret(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        int bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes < MinBytes)
        {
            throw new ArgumentException(
                $"the known secret '{name}' has {bytes} bytes; at least {MinBytes} are needed, because a shorter value matches innocent text: use a longer "
                    + "value, or remove it from the list",
                nameof(value));
        }

        (Name, Value) = (name, value);
    }

    /// <summary>The name that a refusal may show.</summary>
    public string Name { get; }

    /// <summary>The value itself.</summary>
    internal string Value { get; }

    /// <summary>The name only, so that the value reaches no log.</summary>
    public override string ToString() => Name;
}
