using System.Buffers;
using BotBottle.Core.Injection;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Searches a response for injected instructions and hidden text, decoded if it is coded. A body that cannot be decoded is not searched, because this is only a
/// warning signal.
/// </summary>
/// <param name="search">The searches that the route names, and which of them withhold the response.</param>
/// <param name="decoder">Decodes the content coding; null for none.</param>
internal sealed class InjectionWatch(InboundSearch search, ContentDecoder? decoder) : IByteSink, IDisposable
{
    // One scan of each kind is kept for the next response, so that a small one does not allocate its own.
    private static InjectionScan? _sparePhrases;
    private static HiddenTextScan? _spareHidden;

    private readonly InjectionScan? _phrases = search.Phrases ? Interlocked.Exchange(ref _sparePhrases, null) ?? new InjectionScan() : null;
    private readonly HiddenTextScan? _hidden = search.HiddenText ? Interlocked.Exchange(ref _spareHidden, null) ?? new HiddenTextScan() : null;

    /// <summary>True if something was found.</summary>
    public bool HasFound => _phrases is { Found: not InjectionKinds.None } || _hidden is { Found: not HiddenTextKinds.None };

    /// <summary>True if a find can withhold the response.</summary>
    public bool MayWithhold => search.WithholdsPhrases || search.WithholdsHiddenText;

    /// <summary>True if the response must be withheld.</summary>
    public bool Withholds =>
        (search.WithholdsPhrases && _phrases is { IsAttack: true }) || (search.WithholdsHiddenText && _hidden is { Found: not HiddenTextKinds.None });

    /// <summary>Describes the findings.</summary>
    /// <param name="place">The text that was searched.</param>
    public string Describe(string place = "the response body")
    {
        List<string> parts = [.. _hidden?.Finds.Select(find => find.ToString()) ?? []];
        if (_phrases is { Found: not InjectionKinds.None } phrases)
        {
            parts.Insert(0, phrases.InWords());
        }
        return $"{string.Join("; ", parts)} in {place}";
    }

    public void Read(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            if (decoder is null)
            {
                Append(segment.Span);
            }
            else
            {
                decoder.Append(segment.Span, this);
            }
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _phrases?.Append(bytes);
        _hidden?.Append(bytes);
    }

    /// <summary>Starts another text, if nothing is decoded.</summary>
    public void Reset()
    {
        _phrases?.Reset();
        _hidden?.Reset();
    }

    public void Dispose()
    {
        decoder?.Dispose();
        if (_phrases is not null)
        {
            _phrases.Reset();
            Volatile.Write(ref _sparePhrases, _phrases);
        }
        if (_hidden is not null)
        {
            _hidden.Reset();
            Volatile.Write(ref _spareHidden, _hidden);
        }
    }
}
