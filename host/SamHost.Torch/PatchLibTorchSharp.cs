// Compiled at build time by RoslynCodeTaskFactory (see TorchNative.targets); not a part of the host.
// It has to compile against netstandard2.0.
using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies libLibTorchSharp.so so that it loads with a libstdc++ older than GCC 13's. The library asks for GLIBCXX_3.4.32 on behalf
/// of a single function, std::ios_base_library_init(), which does nothing of its own (it exists to make the linker pull in the stream
/// initialisers, which libtorch brings). The copy's reference points at an old harmless function of GLIBCXX_3.4 instead.
/// If the library is not as expected, the copy is unchanged.
/// </summary>
public class PatchLibTorchSharp : Task
{
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZSt18uncaught_exceptionv";
    private const string NewVersion = "GLIBCXX_3.4.32";
    private const string OldVersion = "GLIBCXX_3.4";

    private const uint DynamicSymbols = 11;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;

    [Required]
    public string Source { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Source);
        var outcome = Patch(image);
        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        // A new file, never a write in place: outputs may be hard links to the old one.
        File.Delete(Destination);
        File.WriteAllBytes(Destination, image);
        Log.LogMessage(MessageImportance.Low, "{0}: {1}", Path.GetFileName(Source), outcome);
        return true;
    }

    private static string Patch(byte[] image)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[4] != 2 || image[5] != 1)
            return "not a 64-bit little-endian ELF file; copied unchanged";

        var symbols = FindSection(image, DynamicSymbols);
        var needs = FindSection(image, VersionNeeds);
        var versions = FindSection(image, SymbolVersions);
        if (symbols == null || needs == null || versions == null)
            return "no dynamic symbols or versions; copied unchanged";

        var strings = SectionAt(image, symbols.Link);
        var oldVersionName = IndexOf(image, strings, OldVersion);
        var need = FindNeed(image, needs, strings);
        if (need < 0 || oldVersionName < 0)
            return "no need for " + NewVersion + "; copied unchanged";

        var versionIndex = U16(image, need + 6);
        var symbolName = -1;
        for (var i = 0; i < symbols.Size / 24; i++)
        {
            if ((U16(image, versions.Offset + 2 * i) & 0x7fff) != versionIndex) continue;
            var name = strings.Offset + (int)U32(image, symbols.Offset + 24 * i);
            if (symbolName >= 0 || ReadString(image, name) != NewSymbol)
                return "symbols other than " + NewSymbol + " need " + NewVersion + "; copied unchanged";
            symbolName = name;
        }

        if (symbolName < 0) return "no symbol needs " + NewVersion + "; copied unchanged";

        for (var i = 0; i < NewSymbol.Length; i++)
            image[symbolName + i] = i < OldSymbol.Length ? (byte)OldSymbol[i] : (byte)0;
        Put32(image, need, ElfHash(OldVersion));
        Put32(image, need + 8, (uint)(oldVersionName - strings.Offset));
        return "patched to load with older libstdc++";
    }

    /// <summary>The file offset of the Vernaux entry of NewVersion, or -1.</summary>
    private static int FindNeed(byte[] image, Section needs, Section strings)
    {
        for (var file = needs.Offset; ;)
        {
            var entry = file + (int)U32(image, file + 8);
            for (var i = 0; i < U16(image, file + 2); i++)
            {
                if (ReadString(image, strings.Offset + (int)U32(image, entry + 8)) == NewVersion) return entry;
                entry += (int)U32(image, entry + 12);
            }

            var next = (int)U32(image, file + 12);
            if (next == 0) return -1;
            file += next;
        }
    }

    private static Section FindSection(byte[] image, uint type)
    {
        for (var i = 0; i < U16(image, 60); i++)
        {
            var section = SectionAt(image, i);
            if (section.Type == type) return section;
        }

        return null;
    }

    private static Section SectionAt(byte[] image, int index)
    {
        var header = (int)U64(image, 40) + index * U16(image, 58);
        return new Section
        {
            Type = U32(image, header + 4),
            Offset = (int)U64(image, header + 24),
            Size = (int)U64(image, header + 32),
            Link = (int)U32(image, header + 40),
        };
    }

    /// <summary>The file offset of a whole string of a string table, or -1.</summary>
    private static int IndexOf(byte[] image, Section strings, string text)
    {
        for (var at = strings.Offset; at < strings.Offset + strings.Size;)
        {
            var found = ReadString(image, at);
            if (found == text) return at;
            at += Encoding.UTF8.GetByteCount(found) + 1;
        }

        return -1;
    }

    private static string ReadString(byte[] image, int at)
    {
        var end = Array.IndexOf(image, (byte)0, at);
        return Encoding.UTF8.GetString(image, at, end - at);
    }

    /// <summary>The hash of version names (System V ABI, "Hash Table").</summary>
    private static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            if (high != 0) hash ^= high >> 24;
            hash &= ~high;
        }

        return hash;
    }

    private static int U16(byte[] image, int at) => BitConverter.ToUInt16(image, at);

    private static uint U32(byte[] image, int at) => BitConverter.ToUInt32(image, at);

    private static ulong U64(byte[] image, int at) => BitConverter.ToUInt64(image, at);

    private static void Put32(byte[] image, int at, uint value) => BitConverter.GetBytes(value).CopyTo(image, at);

    private sealed class Section
    {
        public uint Type;
        public int Offset;
        public int Size;
        public int Link;
    }
}
