using System.Buffers;
using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Run;

/// <summary>Sees a request's body while it is sent on, and decides before what completes it goes out.</summary>
internal interface IRequestGate
{
    /// <summary>Why the request was not completed; null as long as it was not refused.</summary>
    Refusal? Refusal { get; }

    /// <summary>Gets the body as it goes on, and is whole before <see cref="AdmitAsync"/>; null where it is not wanted.</summary>
    BodyCopy? Copy { get; }

    /// <summary>The next bytes of the body, about to be sent on; valid during the call only.</summary>
    void ReadRequest(in ReadOnlySequence<byte> content);

    /// <summary>Whether what was read may be all that an upstream waits for, though more of the body is said to come: it must not go out before the
    /// admission.</summary>
    bool IsWhole { get; }

    /// <summary>The body is complete. True lets its last bytes go.</summary>
    ValueTask<bool> AdmitAsync();
}
