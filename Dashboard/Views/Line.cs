using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>One row of the terminal, exactly as wide as it.</summary>
/// <param name="Spans">Its pieces.</param>
/// <param name="Look">How it looks as a whole.</param>
/// <param name="Mark">What it shows that keys act on; null for nothing. It is not seen, and no part of what makes two lines equal.</param>
internal sealed record Line(IReadOnlyList<Span> Spans, LineLook Look = LineLook.Plain, Mark? Mark = null)
{
    /// <summary>The text alone.</summary>
    public string Text { get; } = string.Concat(Spans.Select(span => span.Text));

    /// <inheritdoc/>
    public bool Equals(Line? other) => other is not null && Look == other.Look && Text == other.Text && Spans.SequenceEqual(other.Spans);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Look);
}
