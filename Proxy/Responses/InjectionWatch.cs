using System.Buffers;
using BotBottle.Core.Injection;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Searches a response for injected instructions, decoded if it is coded. A body that cannot be decoded is not searched, because this is only a warning signal.
/// </summary>
/// <param name="decoder">Decodes the content coding; null for none.</param>
internal sealed class InjectionWatch(ContentDecoder? decoder) : IDisposable
{
    private readonly InjectionScan _scan = new();

    /// <summary>The kinds of phrases found.</summary>
    public InjectionKinds Found => _scan.Found;

    /// <summary>True if phrases of two kinds were near each other.</summary>
    public bool IsAttack => _scan.IsAttack;

    /// <summary>Describes the findings.</summary>
    public string Describe() => Found switch
    {
        InjectionKinds.Disclosure | InjectionKinds.Jailbreak => "disclosure and jailbreak",
        InjectionKinds.Disclosure => "disclosure",
        _ => "jailbreak",
    } + " in the response body";

    public void Read(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            if (decoder is null)
            {
                _scan.Append(segment.Span);
            }
            else
            {
                decoder.Append(segment.Span, _scan);
            }
        }
    }

    public void Dispose() => decoder?.Dispose();
}
