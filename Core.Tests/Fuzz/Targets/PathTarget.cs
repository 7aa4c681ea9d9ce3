using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Canonical paths: verdict and text equal the reference's, and a canonical path is unchanged.</summary>
internal sealed class PathTarget : FuzzTarget
{
    public override string Name => "path";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "/", "*", "/v1/messages?beta=true", "/@scope%2fname", "/a//b;x=1/c?q?%zz", "/%7Euser/%c3%A9/%f0%9f%98%80", "/%252e/x", "/.well-known/..x/x..",
            "/a%3b..%2Fb", "/[x]{y}|\"<>^`",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. new[] { "/..", "/.", "%2e", "%2E%2e", "%2f", "%5c", "%00", "%3b", ";", "%c0%af", "%ed%a0%80", "%", "%f4%90%80%80", "%e2%82", "\\", "?", "//",
            "%25" }.Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        string? found = CanonicalPath.Parse(input, out CanonicalPath? path) == RejectionReason.None ? path!.ToString() : null;
        Finding.Unless(found, ReferencePath.Of(Pieces.Text(input)), "path");
        if (found is not null)
        {
            Finding.Unless(CanonicalPath.Parse(Pieces.Bytes(found), out CanonicalPath? again), RejectionReason.None, "canonical text is refused");
            Finding.Unless(again!.ToString(), found, "canonical text");
        }
    }
}
