namespace BotBottle.Controller.Bottles;

/// <summary>What a client that connects to a bottle's listener begins with.</summary>
internal enum ListenerKind
{
    /// <summary>Proxy requests: CONNECT or absolute-form (port 3128).</summary>
    Proxy,

    /// <summary>TLS whose SNI is the authority: clients that ignore the proxy variables (port 443).</summary>
    Tls,

    /// <summary>Plain HTTP whose Host is the authority (port 80).</summary>
    Http,
}
