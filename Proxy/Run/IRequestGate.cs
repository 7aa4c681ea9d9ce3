using System.Buffers;
using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Run;

/// <summary>Reads a request's body while it is forwarded, and decides before the bytes that complete it are sent.</summary>
internal interface IRequestGate
{
    /// <summary>The refusal; null if the request was not refused.</summary>
    Refusal? Refusal { get; }

    /// <summary>The copy of the body, complete before <see cref="AdmitAsync"/>; null if none is needed.</summary>
    BodyCopy? Copy { get; }

    /// <summary>Reads the next bytes of the body before they are forwarded; they are valid during the call only.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="isDecoded">True if they are the text of a body with a content coding.</param>
    void ReadRequest(in ReadOnlySequence<byte> content, bool isDecoded = false);

    /// <summary>
    /// True if an upstream could start on the bytes read so far, although more of the body is announced. They must not be sent before the admission.
    /// </summary>
    bool IsWhole { get; }

    /// <summary>Decides when the body is complete. If true, its last bytes may be sent.</summary>
    ValueTask<bool> AdmitAsync();
}
