using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Http1;

/// <summary>The head of a request, strictly parsed by <see cref="RequestHeadParser"/>. <see cref="MessageHead"/> documents the lifetime of its parts.</summary>
public sealed class RequestHead : MessageHead
{
    private int _methodLength;
    private int _targetStart;
    private int _targetLength;
    private RequestTarget _target;
    private HostName? _lastHost;
    private int _port;

    /// <summary>The method as received, a token.</summary>
    public ReadOnlySpan<byte> Method => Memory.Slice(0, _methodLength);

    /// <summary>The method, if framing or policy treats it differently.</summary>
    public RequestMethod KnownMethod { get; private set; }

    /// <summary>The method as text; known methods allocate nothing.</summary>
    public string MethodText() => KnownMethod switch
    {
        RequestMethod.Get => "GET",
        RequestMethod.Head => "HEAD",
        RequestMethod.Post => "POST",
        RequestMethod.Put => "PUT",
        RequestMethod.Patch => "PATCH",
        RequestMethod.Delete => "DELETE",
        RequestMethod.Options => "OPTIONS",
        RequestMethod.Connect => "CONNECT",
        RequestMethod.Trace => "TRACE",
        _ => Encoding.ASCII.GetString(Method),
    };

    /// <summary>The whole target as received: visible ASCII without backslash and fragment.</summary>
    public ReadOnlySpan<byte> Target => Memory.Slice(_targetStart, _targetLength);

    /// <summary>The form of the target.</summary>
    public TargetForm Form => _target.Form;

    /// <summary>The scheme of an absolute-form target.</summary>
    public TargetScheme Scheme => _target.Scheme;

    /// <summary>
    /// The path for an origin server, not yet canonical. It begins with <c>/</c>, or is <c>*</c> (asterisk-form, and OPTIONS for an absolute-form target
    /// without path and query, RFC 9112 section 3.2.4). Empty for CONNECT.
    /// </summary>
    public ReadOnlySpan<byte> Path
    {
        get
        {
            var path = Target[_target.Path];
            return path.IsEmpty && Form == TargetForm.Absolute
                ? KnownMethod == RequestMethod.Options && !HasQuery ? "*"u8 : "/"u8
                : path;
        }
    }

    /// <summary>True if the target has a question mark. <c>/a?</c> and <c>/a</c> are different targets.</summary>
    public bool HasQuery => _target.Query is not null;

    /// <summary>The query as received, without the question mark; empty if there is none.</summary>
    public ReadOnlySpan<byte> Query => _target.Query is { } query ? Target[query] : default;

    /// <summary>
    /// The host of the request: the target's in absolute-form and authority-form (the Host field was checked to agree), else the Host field's. Null only in
    /// HTTP/1.0 without Host.
    /// </summary>
    public HostName? Host { get; private set; }

    /// <summary>True if the client waits for a 100 before it sends content (RFC 9110 section 10.1.1). Never in HTTP/1.0, which must ignore it.</summary>
    public bool ExpectsContinue { get; private set; }

    /// <summary>Gets the host and port of the request. Without a port it is the scheme's, else <paramref name="defaultPort"/>. False without a host.</summary>
    public bool TryGetAuthority(int defaultPort, out Authority authority)
    {
        authority = Host is null ? default : new Authority(Host, _port == 0 ? defaultPort : _port);
        return Host is not null;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        (_methodLength, _targetStart, _targetLength, _port) = (0, 0, 0, 0);
        _target = default;
        KnownMethod = RequestMethod.Other;
        Host = null;
        ExpectsContinue = false;
    }

    internal override RejectionReason StartLineTooLong => RejectionReason.RequestLineTooLong;

    internal override RejectionReason CheckFirstByte(byte first) =>
        HttpSyntax.IsTokenByte(first) ? RejectionReason.None : RejectionReason.InvalidMethod;

    internal override RejectionReason TakeStartLine(int start, int length)
    {
        var line = Memory.Slice(start, length);
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (!HttpSyntax.IsToken(first < 0 ? line : line[..first]))
        {
            return RejectionReason.InvalidMethod;
        }

        if (first == last)
        {
            return first < 0 ? RejectionReason.InvalidRequestLine : RejectionReason.Http09;
        }

        if (line.SequenceEqual("PRI * HTTP/2.0"u8))
        {
            return RejectionReason.Http2Preface;
        }

        _methodLength = first;
        _targetStart = first + 1;
        _targetLength = last - first - 1;
        KnownMethod = RequestMethods.Of(Method);
        if (Target.IsEmpty || Target.Contains((byte)' '))
        {
            return RejectionReason.InvalidRequestLine;
        }

        if (TakeVersion(line[(last + 1)..]) is not RejectionReason.None and var versionReason)
        {
            return versionReason;
        }

        var reason = RequestTarget.Parse(Target, KnownMethod, out _target);
        return reason == RejectionReason.None && Form is TargetForm.Absolute or TargetForm.Authority ? TakeTargetAuthority() : reason;
    }

    internal override RejectionReason CheckFields()
    {
        var reason = CheckHost();
        return reason == RejectionReason.None ? CheckExpect() : reason;
    }

    private RejectionReason TakeTargetAuthority()
    {
        if (!Authority.TrySplit(Target[_target.Authority], out var hostText, out var port)
            || (port ?? DefaultPort()) is not { } effective
            || ParseHost(hostText) is not { } host)
        {
            return RejectionReason.InvalidAuthority;
        }

        Host = host;
        _port = effective;
        return RejectionReason.None;
    }

    private int? DefaultPort() => Scheme switch
    {
        TargetScheme.Http => 80,
        TargetScheme.Https => 443,
        _ => null,
    };

    private RejectionReason CheckHost()
    {
        if (!Fields.TryGet(FieldName.Host, out var value))
        {
            return MinorVersion == 1 ? RejectionReason.MissingHost : RejectionReason.None;
        }

        if (Fields.CountOf(FieldName.Host) > 1)
        {
            return RejectionReason.DuplicateHost;
        }

        if (!Authority.TrySplit(value, out var hostText, out var port) || ParseHost(hostText) is not { } host)
        {
            return RejectionReason.InvalidHost;
        }

        if (Host is null)
        {
            Host = host;
            _port = port ?? 0;
            return RejectionReason.None;
        }

        // The Host field of a CONNECT may leave the port out, as some clients do; no scheme supplies one.
        return host == Host && (port ?? DefaultPort() ?? _port) == _port ? RejectionReason.None : RejectionReason.HostMismatch;
    }

    private RejectionReason CheckExpect()
    {
        if (!Fields.TryGet(FieldName.Expect, out var value))
        {
            return RejectionReason.None;
        }

        if (Fields.CountOf(FieldName.Expect) > 1 || !Ascii.EqualsIgnoreCase(value, "100-continue"u8))
        {
            return RejectionReason.UnsupportedExpectation;
        }

        ExpectsContinue = MinorVersion == 1;
        return RejectionReason.None;
    }

    // The requests of one connection nearly always name one host: its object is reused, so that a head allocates nothing.
    private HostName? ParseHost(ReadOnlySpan<byte> text)
    {
        if (_lastHost is not null && _lastHost.IsSpelled(text))
        {
            return _lastHost;
        }

        if (HostName.TryParse(text, out var host))
        {
            _lastHost = host;
        }

        return host;
    }
}
