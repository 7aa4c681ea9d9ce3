using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Routes;

/// <summary>
/// Recognises git over HTTP (git's http-protocol, and Git LFS's API) by path, query, header fields and method. A request that any server could take for a push
/// is one. Paths are compared as a lenient server reads them: fully decoded, without case and path parameters.
/// </summary>
public static class GitRequest
{
    private static readonly string[] Infos = ["packs", "alternates", "http-alternates", "commit-graph", "commit-graphs"];
    private static readonly string[] DavMethods = ["PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];

    /// <summary>Classifies a request.</summary>
    public static GitAccess Classify(in RouteRequest request)
    {
        string path = request.Path.Path;
        string[] segments = MayBeOfGit(path)
            ? LenientPath.Of(FormText.DecodeFully(path, plusIsBlank: false)).Split('/', StringSplitOptions.RemoveEmptyEntries)
            : [];
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

    // Every git path contains one of these words, unless it is encoded. This test clears most requests.
    private static bool MayBeOfGit(string path) =>
        path.Contains('%', StringComparison.Ordinal) || path.Contains("git", StringComparison.OrdinalIgnoreCase)
        || path.Contains("info", StringComparison.OrdinalIgnoreCase) || path.Contains("objects", StringComparison.OrdinalIgnoreCase);

    // The service is a segment of an RPC's path, and a parameter of the info/refs request before it. With two parameters the server's choice is unknown.
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

        if (query is null || !(query.Contains('%', StringComparison.Ordinal) || query.Contains("service", StringComparison.OrdinalIgnoreCase)))
        {
            return access;
        }

        foreach (string parameter in query.Split('&', ';'))
        {
            string[] pair = FormText.DecodeFully(parameter, plusIsBlank: true).Split('=', 2);
            if (pair is [var name, var value] && name.Trim().Equals("service", StringComparison.OrdinalIgnoreCase))
            {
                access = Stronger(access, OfText(Encoding.Latin1.GetBytes(value)));
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
                access = Stronger(access, OfText(field.Value));
            }
            else if (field.Is("git-protocol"u8))
            {
                access = Stronger(access, Stronger(GitAccess.Fetch, OfText(field.Value)));
            }
        }

        return access;
    }

    private static GitAccess OfText(ReadOnlySpan<byte> text) =>
        Contains(text, "receive-pack"u8) ? GitAccess.Push
        : Contains(text, "upload-pack"u8) || Contains(text, "upload-archive"u8) ? GitAccess.Fetch
        : GitAccess.None;

    // The words have no letter with a non-ASCII case variant.
    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        byte lower = word[0];
        byte upper = (byte)char.ToUpperInvariant((char)lower);
        for (int at; (at = text.IndexOfAny(lower, upper)) >= 0 && text.Length - at >= word.Length; text = text[(at + 1)..])
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
            {
                return true;
            }
        }

        return false;
    }

    private static GitAccess Stronger(GitAccess one, GitAccess other) => (GitAccess)Math.Max((int)one, (int)other);

    private static bool IsBatch(string[] segments) => segments is [.., "objects", "batch"];

    private static bool IsLfs(string[] segments, HeaderTable? fields)
    {
        int info = Array.IndexOf(segments, "info");
        return (info >= 0 && info + 1 < segments.Length && segments[info + 1] == "lfs")
            || Holds(fields, FieldName.ContentType, "vnd.git-lfs"u8) || Holds(fields, "accept"u8, "vnd.git-lfs"u8)
            || Holds(fields, "user-agent"u8, "git-lfs/"u8);
    }

    private static bool IsGitClient(HeaderTable? fields) =>
        fields is not null && fields.TryGet("user-agent"u8, out ReadOnlySpan<byte> agent) && agent.Length >= 4 && Ascii.EqualsIgnoreCase(agent[..4], "git/"u8);

    // The files of a repository on a server of the dumb protocol.
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

    private static bool Holds(HeaderTable? fields, ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        if (fields is null)
        {
            return false;
        }

        for (int i = fields.IndexOf(name, 0); i >= 0; i = fields.IndexOf(name, i + 1))
        {
            if (Contains(fields[i].Value, word))
            {
                return true;
            }
        }

        return false;
    }
}
