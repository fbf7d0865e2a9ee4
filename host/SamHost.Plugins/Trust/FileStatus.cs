using System.Runtime.InteropServices;

namespace SamHost.Plugins.Trust;

/// <summary>What stat says of a file and .NET does not: its kind and its owners.</summary>
/// <param name="User">The number of the user whom it belongs to.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="Mode">Its kind and its permissions, as stat(2) has them.</param>
internal readonly record struct FileStatus(uint User, uint Group, int Mode)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint TypeModeAndOwners = 0x1 | 0x2 | 0x8 | 0x10;
    private const int KindMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int OthersPermissions = 0x3F;

    /// <summary>Whether it is neither a file that holds bytes nor a folder, such as a pipe or a device: reading it may never end.</summary>
    public bool IsSpecial => (Mode & KindMask) is not (Regular or Folder);

    /// <summary>Whether it is a folder that nobody but its owner, the user of this process, may enter.</summary>
    public bool IsPrivateFolder => (Mode & KindMask) == Folder && (Mode & OthersPermissions) == 0 && User == Me();

    /// <summary>The status of a file, of a link that of where it leads; null where it cannot be asked for.</summary>
    public static FileStatus? Of(string path) => Ask(path, 0);

    /// <summary>The status of a file, of a link its own; null where it cannot be asked for.</summary>
    public static FileStatus? OfLink(string path) => Ask(path, NoFollow);

    /// <summary>The number of the user whom this process acts for.</summary>
    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint Me();

    private static FileStatus? Ask(string path, int flags) =>
        StatX(CurrentDirectory, path, flags, TypeModeAndOwners, out var status) == 0
            ? new FileStatus(status.User, status.Group, status.Mode)
            : null;

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int StatX(int folder, string path, int flags, uint mask, out Status status);

    // The kernel's struct statx, which is the same on every machine; file names are UTF-8, as .NET's "ANSI" is on Linux.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public readonly uint User;

        [FieldOffset(24)]
        public readonly uint Group;

        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
