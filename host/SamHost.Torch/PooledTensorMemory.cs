using System.Runtime.InteropServices;

namespace SamHost.Torch;

/// <summary>
/// Gives large CPU tensors memory from one pool. libtorch asks the C library for aligned memory, and glibc before 2.38 seldom uses a piece
/// again that was aligned: training then holds two to three times what its tensors take, more with every step (README.md beside this file).
/// </summary>
/// <remarks>
/// libtorch calls an allocator through the table of virtual functions of <c>c10::Allocator</c>. The pool is a copy of the default one's
/// table with an <c>allocate</c> of its own. Another build of libtorch may have another table: the pool is for <see cref="SupportedBuild"/>
/// alone.
/// </remarks>
internal static unsafe class PooledTensorMemory
{
    /// <summary>The build id of the <c>libc10.so</c> in the package libtorch-cpu-linux-x64 2.10.0, for linux-x64.</summary>
    public const string SupportedBuild = "3f10ba065100c185418264bf4cbcab978a4dc4e8";

    // Below, the C library is as good, and faster.
    private const long SmallestPooled = 1 << 16;

    // c10::Allocator of that build: offset to top, type, two destructors, allocate, is_simple_data_ptr, raw_deleter, copy_data.
    private const int TableLength = 8;
    private const int FirstFunction = 2;
    private const int AllocateFunction = 4;
    private const int RawDeleterFunction = 6;

    // Each process decides once, and is not given a second one.
    private const byte Priority = 100;

    private static readonly Lock Using = new();
    private static PageArena? _arena;
    private static byte* _memory;
    private static long _size;
    private static delegate* unmanaged<void*, void> _freeSmall;

    /// <summary>Whether a <c>libc10.so</c> is of the build that the pool is made for.</summary>
    public static bool Supports(string path) => BuildId.Of(path) == SupportedBuild;

    /// <summary>Puts the pool in place of libtorch's default allocator. Where that cannot be, nothing changes.</summary>
    /// <param name="path">The file <c>libc10.so</c>, which is loaded.</param>
    public static void Install(string path)
    {
        if (_arena is not null || !Supports(path)) return;
        var c10 = NativeLibrary.Load(path);
        if (!NativeLibrary.TryGetExport(c10, "_ZN3c1015GetCPUAllocatorEv", out var get)
            || !NativeLibrary.TryGetExport(c10, "_ZN3c1015SetCPUAllocatorEPNS_9AllocatorEh", out var set)
            || !NativeLibrary.TryGetExport(c10, "_ZTVN3c1019DefaultCPUAllocatorE", out var defaultTable))
            return;

        var original = ((delegate* unmanaged<nint>)get)();
        // Another allocator was installed on purpose.
        if (*(nint*)original != defaultTable + FirstFunction * sizeof(nint)) return;

        // Addresses alone; a page costs memory from its first use on.
        var size = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 2;
        var memory = MapMemory(0, (nuint)size, ReadWrite, PrivateAnonymousUnreserved, -1, 0);
        if (memory == -1) return;
        _memory = (byte*)memory;
        _size = size;
        _arena = new PageArena(size);

        var table = (nint*)NativeMemory.Alloc(TableLength, (nuint)sizeof(nint));
        new ReadOnlySpan<nint>((void*)defaultTable, TableLength).CopyTo(new Span<nint>(table, TableLength));
        _freeSmall = ((delegate* unmanaged<nint, delegate* unmanaged<void*, void>>)table[RawDeleterFunction])(original);
        table[RawDeleterFunction] = (nint)(delegate* unmanaged<nint, delegate* unmanaged<void*, void>>)&RawDeleter;
        table[AllocateFunction] =
            Entry((nint)(delegate* unmanaged<DataPointer*, nint, nuint, byte>)&Allocate, original, table[AllocateFunction]);
        // The object is its table alone; it lives as long as the process.
        var pool = (nint*)NativeMemory.Alloc((nuint)sizeof(nint));
        *pool = (nint)(table + FirstFunction);
        ((delegate* unmanaged<nint, byte, void>)set)((nint)pool, Priority);
    }

    /// <summary>As much of the pool as was ever used, in bytes; 0 where there is none.</summary>
    public static long HighWater
    {
        get
        {
            lock (Using) return _arena?.HighWater ?? 0;
        }
    }

    /// <summary>
    /// How many bytes of the pool were in use at a time while something ran, beyond those in use when it began; 0 where there is no pool.
    /// </summary>
    public static long MostUsedBy(Action action)
    {
        long before;
        lock (Using)
        {
            _arena?.ForgetMostTaken();
            before = _arena?.Taken ?? 0;
        }

        action();
        lock (Using) return (_arena?.MostTaken ?? 0) - before;
    }

    /// <summary>
    /// What libtorch calls: asks for pooled memory, and goes on to the default allocator for what is small or not to be had. In machine
    /// code, because the default allocator throws a C++ exception where there is no memory, and that must not meet a managed frame on its
    /// way.
    /// </summary>
    private static nint Entry(nint allocate, nint original, nint originalAllocate)
    {
        // Arguments: rdi the result, rsi the allocator, rdx the number of bytes.
        byte[] code =
        [
            0x48, 0x81, 0xFA, .. BitConverter.GetBytes((int)SmallestPooled), // cmp rdx, SmallestPooled
            0x72, 26, // jb original
            0x57, 0x56, 0x52, // push rdi, rsi, rdx
            0x48, 0xB8, .. BitConverter.GetBytes(allocate), // mov rax, allocate
            0xFF, 0xD0, // call rax
            0x5A, 0x5E, 0x5F, // pop rdx, rsi, rdi
            0x84, 0xC0, // test al, al
            0x74, 4, // jz original
            0x48, 0x89, 0xF8, // mov rax, rdi
            0xC3, // ret
            0x48, 0xBE, .. BitConverter.GetBytes(original), // original: mov rsi, the default allocator
            0x48, 0xB8, .. BitConverter.GetBytes(originalAllocate), // mov rax, its function
            0xFF, 0xE0, // jmp rax
        ];
        var page = MapMemory(0, PageArena.Page, ReadWrite, PrivateAnonymous, -1, 0);
        code.CopyTo(new Span<byte>((void*)page, code.Length));
        return ProtectMemory(page, PageArena.Page, ReadExecute) == 0 ? page : originalAllocate;
    }

    /// <returns>Whether there was room.</returns>
    [UnmanagedCallersOnly]
    private static byte Allocate(DataPointer* result, nint self, nuint bytes)
    {
        // More than there can be of anything.
        if (bytes > (nuint)_size) return 0;
        long? offset;
        lock (Using) offset = _arena!.Take((long)bytes);
        if (offset is not { } start) return 0;
        *result = new DataPointer { Data = _memory + start, Deleter = &Free, Context = _memory + start, Device = DataPointer.Cpu };
        return 1;
    }

    // Memory that was taken without its DataPtr comes back through this.
    [UnmanagedCallersOnly]
    private static delegate* unmanaged<void*, void> RawDeleter(nint self) => &Free;

    [UnmanagedCallersOnly]
    private static void Free(void* memory)
    {
        if (memory < _memory || memory >= _memory + _size)
        {
            _freeSmall(memory);
            return;
        }

        lock (Using) _arena!.Return((byte*)memory - _memory);
    }

    private const int ReadWrite = 1 | 2;
    private const int ReadExecute = 1 | 4;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int PrivateAnonymousUnreserved = PrivateAnonymous | 0x4000;

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint MapMemory(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int ProtectMemory(nint address, nuint length, int protection);

    /// <summary><c>c10::DataPtr</c>: the data, who frees them and with what argument, the device's type and index.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DataPointer
    {
        // Type 0; no index.
        public const ushort Cpu = 0xff00;

        public byte* Data;
        public delegate* unmanaged<void*, void> Deleter;
        public byte* Context;
        public ushort Device;
    }
}
