using System.Buffers;
using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Bodies;

/// <summary>Sees a request's body while it is sent on, and decides before what completes it goes out.</summary>
internal interface IRequestGate
{
    /// <summary>Why the request was not completed; null as long as it was not refused.</summary>
    Refusal? Refusal { get; }

    /// <summary>The next bytes of the body, about to be sent on; valid during the call only.</summary>
    void ReadRequest(in ReadOnlySequence<byte> content);

    /// <summary>The body is complete. True lets its last bytes go.</summary>
    ValueTask<bool> AdmitAsync();
}
