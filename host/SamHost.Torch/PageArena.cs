namespace SamHost.Torch;

/// <summary>
/// Hands out pieces of a range of addresses: the smallest free piece that is large enough, and of these the first; what is given back joins
/// its free neighbours. Addresses are offsets; the caller owns the memory. Not thread-safe.
/// </summary>
/// <param name="size">The length of the range in bytes.</param>
internal sealed class PageArena(long size)
{
    /// <summary>Every piece begins and ends at a multiple of this, the size of a memory page.</summary>
    public const int Page = 4096;

    private readonly SortedSet<(long Size, long Offset)> _free = [(size / Page * Page, 0)];
    private readonly Dictionary<long, long> _freeByStart = new() { [0] = size / Page * Page };
    private readonly Dictionary<long, long> _freeByEnd = new() { [size / Page * Page] = 0 };
    private readonly Dictionary<long, long> _taken = [];

    /// <summary>The end of the highest piece that was ever taken, in bytes: as much memory as the arena has touched.</summary>
    public long HighWater { get; private set; }

    /// <summary>The bytes that are taken now.</summary>
    public long Taken { get; private set; }

    /// <summary>The most bytes that were taken at a time, since <see cref="ForgetMostTaken"/>.</summary>
    public long MostTaken { get; private set; }

    /// <summary>Counts <see cref="MostTaken"/> from now on.</summary>
    public void ForgetMostTaken() => MostTaken = Taken;

    /// <summary>Takes a piece.</summary>
    /// <param name="bytes">At least this many; positive.</param>
    /// <returns>The offset of its first byte; null where no free piece is large enough.</returns>
    public long? Take(long bytes)
    {
        var wanted = (bytes + Page - 1) / Page * Page;
        var (size, offset) = _free.GetViewBetween((wanted, 0), (long.MaxValue, long.MaxValue)).Min;
        if (size < wanted) return null;
        Remove(offset, size);
        if (size > wanted) Add(offset + wanted, size - wanted);
        _taken.Add(offset, wanted);
        Taken += wanted;
        MostTaken = Math.Max(MostTaken, Taken);
        HighWater = Math.Max(HighWater, offset + wanted);
        return offset;
    }

    /// <summary>Gives a piece back.</summary>
    /// <param name="offset">As <see cref="Take"/> returned it.</param>
    /// <exception cref="InvalidOperationException">No piece begins there.</exception>
    public void Return(long offset)
    {
        if (!_taken.Remove(offset, out var size)) throw new InvalidOperationException($"No piece begins at {offset}.");
        Taken -= size;
        if (_freeByEnd.TryGetValue(offset, out var before))
        {
            var length = offset - before;
            Remove(before, length);
            (offset, size) = (before, size + length);
        }

        if (_freeByStart.TryGetValue(offset + size, out var after))
        {
            Remove(offset + size, after);
            size += after;
        }

        Add(offset, size);
    }

    private void Add(long offset, long size)
    {
        _free.Add((size, offset));
        _freeByStart.Add(offset, size);
        _freeByEnd.Add(offset + size, offset);
    }

    private void Remove(long offset, long size)
    {
        _free.Remove((size, offset));
        _freeByStart.Remove(offset);
        _freeByEnd.Remove(offset + size);
    }
}
