using System.Collections.Concurrent;

namespace BotBottle.Core.Usage;

/// <summary>
/// How large the input behind a <c>previous_response_id</c> is: what the response of that id read and wrote is read again by the one that follows it. The
/// bytes of a following request show little of it (2 KB of 70, with Codex), and where its usage is never seen they would be all that it is charged.
/// </summary>
public sealed class ResponseChain
{
    /// <summary>A client goes on from its latest responses.</summary>
    private const int Most = 256;

    private readonly ConcurrentDictionary<string, long> _tokens = new(StringComparer.Ordinal);

    /// <summary>A response has ended.</summary>
    /// <param name="result">What it said of its usage.</param>
    public void Add(UsageResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.ResponseId is { } id && result.Quality == UsageQuality.Exact)
        {
            if (_tokens.Count >= Most)
            {
                _tokens.Clear();
            }

            _tokens[id] = result.Usage.TotalInput + result.Usage.Output;
        }
    }

    /// <summary>The facts of a request with the input that it refers to, as far as that is known.</summary>
    public RequestFacts Extend(ResponsesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Previous is { } id && _tokens.TryGetValue(id, out long tokens)
            ? request.Facts with { InputEstimate = request.Facts.InputEstimate + tokens, FollowsResponse = false }
            : request.Facts;
    }
}
