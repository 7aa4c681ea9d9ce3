using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Routes;

/// <summary>
/// Recognises git over HTTP (git's http-protocol, and Git LFS's API) by path, query, fields and method; whatever a server could take for a push is one.
/// Paths are compared as a generous server reads them: decoded as often as it takes, case and path parameters ignored.
/// </summary>
public static class GitRequest
{
    private static readonly string[] Infos = ["packs", "alternates", "http-alternates", "commit-graph", "commit-graphs"];
    private static readonly string[] DavMethods = ["PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];

    /// <summary>Says what a request is.</summary>
    public static GitAccess Classify(in RouteRequest request)
    {
        string[] segments = LenientPath.Of(FormText.DecodeFully(request.Path.Path, plusIsBlank: false)).Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool reads = request.Method is "GET" or "HEAD" or "OPTIONS";
        GitAccess service = Stronger(OfService(segments, request.Path.Query), OfFields(request.Fields));
        if (service == GitAccess.Push)
        {
            return GitAccess.Push;
        }

        if (IsBatch(segments) || IsLfs(segments, request.Fields))
        {
            return IsBatch(segments) && request.Method == "POST" ? GitAccess.LfsBatch : reads ? GitAccess.Fetch : GitAccess.Push;
        }

        bool isRpc = service == GitAccess.Fetch && request.Method == "POST";
        if (!isRpc && (IsInRepository(segments) || IsGitClient(request.Fields)))
        {
            return reads ? GitAccess.Fetch : GitAccess.Push;
        }

        return service == GitAccess.None && DavMethods.Contains(request.Method, StringComparer.OrdinalIgnoreCase) ? GitAccess.WebDav : service;
    }

    // The service is a path's segment in an RPC, and a parameter of info/refs before it; of two parameters nobody knows which one the server takes.
    private static GitAccess OfService(string[] segments, string? query)
    {
        GitAccess access = GitAccess.None;
        foreach (string segment in segments)
        {
            access = Stronger(access, segment switch
            {
                "git-receive-pack" => GitAccess.Push,
                "git-upload-pack" or "git-upload-archive" => GitAccess.Fetch,
                _ => GitAccess.None,
            });
        }

        foreach (string parameter in (query ?? "").Split('&', ';'))
        {
            string[] pair = FormText.DecodeFully(parameter, plusIsBlank: true).Split('=', 2);
            if (pair is [var name, var value] && name.Trim().Equals("service", StringComparison.OrdinalIgnoreCase))
            {
                access = Stronger(access, OfText(value));
            }
        }

        return access;
    }

    private static GitAccess OfFields(HeaderTable? fields)
    {
        GitAccess access = GitAccess.None;
        if (fields is null)
        {
            return access;
        }

        foreach (HeaderField field in fields)
        {
            if (field.Is(FieldName.ContentType) || field.Is("accept"u8))
            {
                access = Stronger(access, OfText(field.ValueText()));
            }
            else if (field.Is("git-protocol"u8))
            {
                access = Stronger(access, Stronger(GitAccess.Fetch, OfText(field.ValueText())));
            }
        }

        return access;
    }

    private static GitAccess OfText(string text) =>
        text.Contains("receive-pack", StringComparison.OrdinalIgnoreCase) ? GitAccess.Push
        : text.Contains("upload-pack", StringComparison.OrdinalIgnoreCase) || text.Contains("upload-archive", StringComparison.OrdinalIgnoreCase) ? GitAccess.Fetch
        : GitAccess.None;

    private static GitAccess Stronger(GitAccess one, GitAccess other) => (GitAccess)Math.Max((int)one, (int)other);

    private static bool IsBatch(string[] segments) => segments is [.., "objects", "batch"];

    private static bool IsLfs(string[] segments, HeaderTable? fields)
    {
        int info = Array.IndexOf(segments, "info");
        return (info >= 0 && info + 1 < segments.Length && segments[info + 1] == "lfs")
            || Holds(fields, FieldName.ContentType, "vnd.git-lfs") || Holds(fields, "accept"u8, "vnd.git-lfs") || Holds(fields, "user-agent"u8, "git-lfs/");
    }

    private static bool IsGitClient(HeaderTable? fields) =>
        fields is not null && fields.TryGet("user-agent"u8, out ReadOnlySpan<byte> agent) && agent.Length >= 4 && Ascii.EqualsIgnoreCase(agent[..4], "git/"u8);

    // The files of a repository as they lie on a server of the dumb protocol.
    private static bool IsInRepository(string[] segments)
    {
        for (int i = 0; i + 1 < segments.Length; i++)
        {
            string next = segments[i + 1];
            string? third = i + 2 < segments.Length ? segments[i + 2] : null;
            bool found = segments[i] switch
            {
                "info" => next == "refs",
                "objects" => next switch
                {
                    "info" => third is not null && Infos.Contains(third),
                    "pack" => third?.StartsWith("pack-", StringComparison.Ordinal) == true,
                    _ => next.Length == 2 && third?.Length >= 38 && (next + third[..38]).All(char.IsAsciiHexDigit),
                },
                var name => name.EndsWith(".git", StringComparison.Ordinal),
            };
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(HeaderTable? fields, ReadOnlySpan<byte> name, string text)
    {
        if (fields is null)
        {
            return false;
        }

        for (int i = fields.IndexOf(name, 0); i >= 0; i = fields.IndexOf(name, i + 1))
        {
            if (fields[i].ValueText().Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
