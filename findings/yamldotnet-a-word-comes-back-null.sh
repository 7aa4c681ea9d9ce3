#!/bin/sh
# YamlDotNet 18.1.0 (NuGet): what its serializer writes, its own deserializer reads as something else.
#
# Expected: a text comes back as the same text; the serializer puts quotes around what would be read as another type.
# Seen: by default no quotes are put around null, ~, true, 010 or 22:22, so a text "null" or "~" comes back as null from the same library, and every other reader gets a bool
# or a number. WithQuotingNecessaryStrings on the serializer gives these texts back. And a number is read by YAML 1.1 where it is an int: 22:22 is 1342 (base 60), 010 is 8,
# while 0o10, the octal form of YAML 1.2, is an error: `port: 22:22` is port 1342.
#
# Output seen:
#   null: written null, read (null), with quoting null
#   ~: written ~, read (null), with quoting ~
#   010: written 010, read 010, with quoting 010
#   true: written true, read true, with quoting true
#   as an int: 22:22 is 1342, 010 is 8, 1_000 is 1000, 0o10 is an error
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > trip.cs <<'CS'
#:package YamlDotNet@18.1.0
#:property PublishAot=false
using YamlDotNet.Core;
using YamlDotNet.Serialization;

ISerializer plain = new SerializerBuilder().Build();
ISerializer quoting = new SerializerBuilder().WithQuotingNecessaryStrings().Build();
IDeserializer reader = new DeserializerBuilder().Build();
foreach (string text in new[] { "null", "~", "010", "true" })
{
    string written = plain.Serialize(new Dictionary<string, string> { ["key"] = text });
    string quoted = quoting.Serialize(new Dictionary<string, string> { ["key"] = text });
    Console.WriteLine($"{text}: written {written.Trim()["key: ".Length..]}, read {Read<string>(written)}, with quoting {Read<string>(quoted)}");
}
Console.WriteLine($"as an int: {string.Join(", ", new[] { "22:22", "010", "1_000", "0o10" }.Select(text => $"{text} is {Read<int>($"key: {text}")}"))}");

object Read<T>(string yaml)
{
    try
    {
        return reader.Deserialize<Dictionary<string, T>>(yaml)["key"] ?? (object)"(null)";
    }
    catch (YamlException)
    {
        return "an error";
    }
}
CS
seen=$(dotnet run trip.cs 2>/dev/null)
echo "$seen"
[ "$seen" = "null: written null, read (null), with quoting null
~: written ~, read (null), with quoting ~
010: written 010, read 010, with quoting 010
true: written true, read true, with quoting true
as an int: 22:22 is 1342, 010 is 8, 1_000 is 1000, 0o10 is an error" ]
