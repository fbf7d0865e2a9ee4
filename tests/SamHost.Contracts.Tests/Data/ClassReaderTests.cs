using SamHost.Contracts.Data;

namespace SamHost.Contracts.Tests.Data;

public class ClassReaderTests
{
    private static readonly ClassReader Animals = new(["cat", "dog", "cow"]);

    [Fact]
    public void Texts_that_are_all_names_are_read_as_names() => Assert.Equal([2L, 0L, 2L], Animals.Read(["cow", "cat", "cow"])!);

    [Fact]
    public void Texts_that_are_all_indices_are_read_as_indices() => Assert.Equal([2L, 0L], Animals.Read(["2", "0"])!);

    [Fact]
    public void Names_that_look_like_indices_are_names_wherever_all_texts_are()
    {
        var reader = new ClassReader(["1", "2", "0"]);

        Assert.Equal([0L, 1L, 2L], reader.Read(["1", "2", "0"])!);
        Assert.Equal([0L, 0L], new ClassReader(["1", "2"]).Read(["1", "1"])!);
        // "0" is no name here, so that "1" is the index of the class "2".
        Assert.Equal([1L, 0L], new ClassReader(["1", "2"]).Read(["1", "0"])!);
    }

    [Theory]
    [InlineData("cat", "1")]
    [InlineData("Cat")]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    [InlineData("")]
    public void Anything_else_is_not_read(params string[] texts) => Assert.Null(Animals.Read(texts));

    [Fact]
    public void Of_a_name_that_is_there_twice_the_first_counts()
    {
        var reader = new ClassReader(["cat", "dog", "cat"]);

        Assert.Equal([0L, 1L], reader.Read(["cat", "dog"])!);
        Assert.Equal([2L], reader.Read(["2"])!);
    }

    [Fact]
    public void One_text_is_told_to_be_a_name_or_an_index()
    {
        Assert.Equal((true, false), (Animals.IsName("dog"), Animals.IsIndex("dog")));
        Assert.Equal((false, true), (Animals.IsName("1"), Animals.IsIndex("1")));
        Assert.Equal((false, false), (Animals.IsName("3"), Animals.IsIndex("3")));
    }
}
