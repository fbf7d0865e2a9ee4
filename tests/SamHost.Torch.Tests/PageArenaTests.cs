using CsCheck;

namespace SamHost.Torch.Tests;

public sealed class PageArenaTests
{
    private const int Size = 64 * PageArena.Page;

    [Fact]
    public void Pieces_never_overlap_and_everything_comes_back() =>
        // Each number takes a piece of so many bytes; a negative one gives back one of those that are out.
        Gen.Int[-9, 12 * PageArena.Page].Array[1, 80].Sample(requests =>
        {
            var arena = new PageArena(Size);
            var taken = new List<(long Start, long End)>();
            foreach (var request in requests)
            {
                if (request <= 0)
                {
                    if (taken.Count == 0) continue;
                    var index = -request % taken.Count;
                    arena.Return(taken[index].Start);
                    taken.RemoveAt(index);
                }
                else if (arena.Take(request) is { } start)
                {
                    Assert.Equal(0, start % PageArena.Page);
                    Assert.InRange(start + request, 1, Size);
                    Assert.All(taken, piece => Assert.True(start >= piece.End || start + request <= piece.Start));
                    taken.Add((start, start + request));
                }
            }

            foreach (var (start, _) in taken) arena.Return(start);
            Assert.Equal(0, arena.Take(Size));
        });

    [Fact]
    public void The_smallest_piece_that_fits_is_taken()
    {
        var arena = new PageArena(Size);
        var large = arena.Take(8 * PageArena.Page)!.Value;
        arena.Take(1);
        var small = arena.Take(2 * PageArena.Page)!.Value;
        arena.Take(1);
        arena.Return(large);
        arena.Return(small);

        Assert.Equal(small, arena.Take(2 * PageArena.Page));
        Assert.Equal(large, arena.Take(3 * PageArena.Page));
    }

    [Fact]
    public void A_full_arena_says_so()
    {
        var arena = new PageArena(Size);
        arena.Take(Size - PageArena.Page);

        Assert.Null(arena.Take(PageArena.Page + 1));
        Assert.NotNull(arena.Take(PageArena.Page));
        Assert.Equal(Size, arena.HighWater);
    }

    [Fact]
    public void What_was_not_taken_cannot_be_returned() =>
        Assert.Throws<InvalidOperationException>(() => new PageArena(Size).Return(PageArena.Page));
}
