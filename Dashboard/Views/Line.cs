using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>One row of the terminal, in its exact width.</summary>
/// <param name="Spans">The pieces of text.</param>
/// <param name="Look">The look of the whole line.</param>
/// <param name="Mark">The target of keys that the line shows; null for none. It is invisible and does not count for equality.</param>
internal sealed record Line(IReadOnlyList<Span> Spans, LineLook Look = LineLook.Plain, Mark? Mark = null)
{
    /// <summary>The parts that can be clicked, each in row 0; they do not count for equality.</summary>
    public IReadOnlyList<Spot> Spots { get; init; } = [];

    /// <summary>The text without styles.</summary>
    public string Text { get; } = string.Concat(Spans.Select(span => span.Text));

    /// <inheritdoc/>
    public bool Equals(Line? other) => other is not null && Look == other.Look && Text == other.Text && Spans.SequenceEqual(other.Spans);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Look);
}
