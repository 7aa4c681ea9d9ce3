using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>What builds the wall round a run.</summary>
[JsonConverter(typeof(WireName<IsolationKind>))]
public enum IsolationKind
{
    /// <summary>bubblewrap in user, network, PID and IPC namespaces of its own.</summary>
    Sandbox,

    /// <summary>A container engine: docker or podman.</summary>
    Container,

    /// <summary>No wall: the proxy is offered, nothing enforces it.</summary>
    None,
}
