using System.Collections.Concurrent;

namespace BotBottle.Core.Usage;

/// <summary>
/// Tracks the input behind a <c>previous_response_id</c>: the next request reads again what that response read and wrote. The bytes of that request show little
/// of it (2 KB of 70, with Codex). Without this they would be its whole charge if its usage is never seen.
/// </summary>
public sealed class ResponseChain
{
    /// <summary>Maximum number of kept responses; a client continues from its latest ones.</summary>
    private const int Most = 256;

    private readonly ConcurrentDictionary<string, long> _tokens = new(StringComparer.Ordinal);

    /// <summary>Adds an ended response.</summary>
    /// <param name="result">The usage in the response.</param>
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

    /// <summary>The facts of a request with the referenced input, as far as it is known.</summary>
    public RequestFacts Extend(ResponsesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Previous is { } id && _tokens.TryGetValue(id, out long tokens)
            ? request.Facts with { InputEstimate = request.Facts.InputEstimate + tokens, FollowsResponse = false }
            : request.Facts;
    }
}
