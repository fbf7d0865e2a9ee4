using System.Security.Cryptography;

namespace SamHost.Downloads;

/// <summary>The file <c>SHA256SUMS</c> of a folder, as sha256sum writes and checks it.</summary>
internal static class ChecksumFile
{
    public const string Name = "SHA256SUMS";

    /// <summary>The SHA-256 of each file that it names; nothing where there is no such file.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return new Dictionary<string, string>();
        // 64 digits, a space, a space or an asterisk, the name.
        return File.ReadLines(path).Where(line => line.Length > 66).GroupBy(line => line[66..], line => line[..64])
            .ToDictionary(lines => lines.Key, lines => lines.Last());
    }

    /// <summary>Writes the SHA-256 of files of a folder, and keeps what it says of others.</summary>
    public static void Write(string folder, IEnumerable<string> files)
    {
        var sums = new SortedDictionary<string, string>(Read(folder).ToDictionary(), StringComparer.Ordinal);
        foreach (var file in files) sums[file] = Sha256(Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, Name), string.Concat(sums.Select(sum => $"{sum.Value}  {sum.Key}\n")));
    }

    /// <summary>The SHA-256 of a file, in lower case.</summary>
    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
