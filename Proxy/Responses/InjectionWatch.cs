using System.Buffers;
using BotBottle.Core.Injection;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Responses;

/// <summary>Looks through a response for injected instructions, decoded beside its way where it is coded. What cannot be decoded is not looked at: this is a
/// signal.</summary>
/// <param name="decoder">What undoes the content coding; null for none.</param>
internal sealed class InjectionWatch(ContentDecoder? decoder) : IDisposable
{
    private readonly InjectionScan _scan = new();

    /// <summary>What kinds of phrases were there.</summary>
    public InjectionKinds Found => _scan.Found;

    /// <summary>Whether two of different kinds were near each other.</summary>
    public bool IsAttack => _scan.IsAttack;

    /// <summary>What was found, in words.</summary>
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
