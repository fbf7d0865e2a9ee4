using SamHost.Contracts.Data;

namespace SamHost.Contracts.Tests.Data;

public class ExampleSourceTests
{
    [Fact]
    public void Ids_are_the_rows_as_decimal_numbers_unless_there_are_others()
    {
        Assert.Equal(["7", "0", "1234567"], new ExampleSource([7, 0, 1_234_567], 2_000_000).Ids);
        Assert.Equal(["a.png", "b/ü.png"], new ExampleSource([1, 0], 2, ["a.png", "b/ü.png"]).Ids);
    }

    [Fact]
    public void A_whole_source_has_every_row_in_its_order()
    {
        var source = ExampleSource.Whole(4);

        Assert.Equal([0L, 1, 2, 3], source.Rows);
        Assert.Equal(["0", "1", "2", "3"], source.Ids);
        Assert.Equal((4, "2", null), (source.Count, source.Ids[2], source.Cells));
    }

    [Theory]
    [InlineData(new long[] { 0, 3 }, "Row 3 is not one of a source of 3.")]
    [InlineData(new long[] { 2, -1 }, "Row -1 is not one of a source of 3.")]
    [InlineData(new long[] { 2, 0, 2 }, "Row 2 is there twice.")]
    public void Rows_are_distinct_and_within_the_source(long[] rows, string says)
    {
        var error = Assert.Throws<ArgumentException>(() => new ExampleSource(rows, 3));

        Assert.Equal("rows", error.ParamName);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There are 1 ids for 2 examples.", "a")]
    [InlineData("The id 'a' is there twice.", "a", "a")]
    [InlineData("An id is empty.", "a", "")]
    public void Ids_are_distinct_and_one_for_each_example(string says, params string[] ids)
    {
        var error = Assert.Throws<ArgumentException>(() => new ExampleSource([4, 2], 5, ids));

        Assert.Equal("ids", error.ParamName);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_differ_in_case_alone_are_two() => Assert.Equal(["a", "A"], new ExampleSource([0, 1], 2, ["a", "A"]).Ids);
}
