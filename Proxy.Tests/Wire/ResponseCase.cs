using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table of answers: what an upstream sends, and what its client gets.</summary>
/// <param name="Id">The case's number, as in <see cref="RequestCase"/>.</param>
/// <param name="Rule">The section that says so.</param>
/// <param name="What">What is odd about it, unique among the rows of one case.</param>
/// <param name="Answer">The upstream's bytes, one character each.</param>
public sealed record ResponseCase(string Id, string Rule, string What, string Answer)
{
    /// <summary>Longer rows go in so many pieces: what they are about is their length.</summary>
    private const int MostPieces = 1500;

    public string Method { get; init; } = "GET";

    public ResponseOutcome Outcome { get; init; }

    /// <summary>The head that the client gets, where the answer passes; interim ones before it included.</summary>
    public string Head { get; init; } = "";

    /// <summary>The content that the client gets, without framing; null where there can be none.</summary>
    public string? Content { get; init; }

    /// <summary>What comes in one piece with the answer's last byte, and is none of it.</summary>
    public string Behind { get; init; } = "";

    /// <summary>Whether the upstream ends its connection behind the answer.</summary>
    public bool Ends { get; init; }

    /// <summary>Whether the upstream's connection may carry another request.</summary>
    public bool Reuses { get; init; }

    /// <summary>Sends the answer as its upstream.</summary>
    internal async Task SendAsync(WirePeer upstream, bool drips)
    {
        int size = drips ? 1 + (Answer.Length / MostPieces) : Math.Max(1, Answer.Length);
        for (int at = 0; at < Answer.Length; at += size)
        {
            int end = Math.Min(at + size, Answer.Length);
            await upstream.SendAsync(Answer[at..end] + (end == Answer.Length ? Behind : ""));
        }
    }

    public override string ToString() => $"{Id} {What}";
}
