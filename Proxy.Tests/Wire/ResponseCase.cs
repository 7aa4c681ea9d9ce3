using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table of responses: the bytes of an upstream and the result for its client.</summary>
/// <param name="Id">The case's number, as in <see cref="RequestCase"/>.</param>
/// <param name="Rule">The section of the rule.</param>
/// <param name="What">Its peculiarity, unique among the rows of one case.</param>
/// <param name="Answer">The upstream's bytes, one character each.</param>
public sealed record ResponseCase(string Id, string Rule, string What, string Answer)
{
    /// <summary>Longer rows are sent in this many pieces; only their length matters.</summary>
    private const int MostPieces = 1500;

    public string Method { get; init; } = "GET";

    public ResponseOutcome Outcome { get; init; }

    /// <summary>The head for the client if the response passes, including interim ones before it.</summary>
    public string Head { get; init; } = "";

    /// <summary>The content for the client, without framing; null if there can be none.</summary>
    public string? Content { get; init; }

    /// <summary>Bytes in one piece with the response's last byte that do not belong to it.</summary>
    public string Behind { get; init; } = "";

    /// <summary>True if the upstream closes its connection after the response.</summary>
    public bool Ends { get; init; }

    /// <summary>True if the upstream's connection may carry another request.</summary>
    public bool Reuses { get; init; }

    /// <summary>Sends the response as the upstream.</summary>
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
