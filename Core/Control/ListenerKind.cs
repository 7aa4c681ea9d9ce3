using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>What clients speak on a listener.</summary>
[JsonConverter(typeof(WireName<ListenerKind>))]
public enum ListenerKind
{
    /// <summary>HTTP proxy requests: CONNECT and absolute-form.</summary>
    Proxy,

    /// <summary>TLS at once, the SNI is the authority (clients that ignore proxy variables).</summary>
    Tls,

    /// <summary>Plain HTTP in origin-form, Host is the authority.</summary>
    Http,
}
