using System.Collections.Concurrent;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// The calls of one WebSocket that are under way. The requests' pump adds, the events' pump finds and ends. A lane works on its calls one after the other
/// (the API runs what is sent on one lane in sequence), so that an event belongs to the first of its lane that has not ended.
/// </summary>
internal sealed class ResponseCalls
{
    private const int MostEnded = 64;

    private readonly ConcurrentQueue<ResponseCall> _added = new();
    private readonly List<ResponseCall> _open = [];
    private readonly Queue<string> _ended = new();
    private int _count;
    private int _asides;

    /// <summary>Whether the end of this response has been counted.</summary>
    public bool HasEnded(string? response) => response is not null && _ended.Contains(response);

    /// <summary>A message that is no call goes on while calls are under way: an error that names no response may be its answer, and ends none of
    /// them.</summary>
    public void NoteAside()
    {
        if (Count > 0)
        {
            Interlocked.Increment(ref _asides);
        }
    }

    /// <summary>How many have not ended.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Before its request goes on.</summary>
    public void Add(ResponseCall call)
    {
        Interlocked.Increment(ref _count);
        _added.Enqueue(call);
    }

    /// <summary>Counts an event on its call's account.</summary>
    /// <returns>False where it is no call's.</returns>
    public bool Take(ResponsesEventReader message)
    {
        TakeAdded();
        if (message is { IsEnd: true, IsError: true, ResponseId: null } && Volatile.Read(ref _asides) > 0)
        {
            Interlocked.Decrement(ref _asides);
            return true;
        }
        if (OwnerOf(message) is not { } call)
        {
            return false;
        }
        if (call.Take(message))
        {
            Remove(call);
            if (message is { IsError: false, ResponseId: { } ended })
            {
                _ended.Enqueue(ended);
                if (_ended.Count > MostEnded)
                {
                    _ended.Dequeue();
                }
            }
        }
        return true;
    }

    /// <summary>All that are left, which nobody will end any more; for when both pumps have ended.</summary>
    public IReadOnlyList<ResponseCall> TakeRest()
    {
        TakeAdded();
        ResponseCall[] rest = [.. _open];
        _open.Clear();
        Volatile.Write(ref _count, 0);
        return rest;
    }

    // The response's id says whose an event is; then its lane. One without either, on a WebSocket that has but one call under way, is that call's.
    private ResponseCall? OwnerOf(ResponsesEventReader message)
    {
        if (message.ResponseId is { } response && _open.Find(call => call.ResponseId == response) is { } named)
        {
            return named;
        }
        ResponseCall? first = First(message.Lane, after: -1, out int at);
        if (first is null)
        {
            return message.Lane is null && _open is [{ } only] && (only.ResponseId is null || message.ResponseId is null) ? only : null;
        }
        bool isAnother = first.ResponseId is { } known && message.ResponseId is { } other && other != known;
        if (!isAnother || First(message.Lane, at, out _) is not { } next)
        {
            return first;
        }
        // The lane goes on with its next response and never told the end of this one.
        first.Settle(ExchangeEnd.UpstreamAborted);
        Remove(first);
        return next;
    }

    private ResponseCall? First(string? lane, int after, out int at)
    {
        for (at = after + 1; at < _open.Count; at++)
        {
            if (_open[at].Lane == lane)
            {
                return _open[at];
            }
        }
        return null;
    }

    private void Remove(ResponseCall call)
    {
        _open.Remove(call);
        call.Dispose();
        Interlocked.Decrement(ref _count);
    }

    private void TakeAdded()
    {
        while (_added.TryDequeue(out ResponseCall? call))
        {
            _open.Add(call);
        }
    }
}
