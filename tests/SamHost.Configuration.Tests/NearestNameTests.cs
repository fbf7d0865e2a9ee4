namespace SamHost.Configuration.Tests;

public class NearestNameTests
{
    private static readonly string[] Optimizers = ["sgd", "n-sam", "m-sam", "1-sam", "l-sam", "j-sam", "regularized-sgd"];

    [Theory]
    [InlineData("SGD", "sgd")]
    [InlineData("sdg", "sgd")]
    [InlineData("jsam", "j-sam")]
    [InlineData("1_sam", "1-sam")]
    [InlineData("regularised-sgd", "regularized-sgd")]
    [InlineData("sam", null)]
    [InlineData("adam", null)]
    [InlineData("lion", null)]
    [InlineData("", null)]
    public void A_misspelt_name_finds_its_neighbour_and_a_strange_one_none(string given, string? expected) =>
        Assert.Equal(expected, NearestName.Find(given, Optimizers));

    [Fact]
    public void The_nearest_of_several_wins() => Assert.Equal("Epochs", NearestName.Find("Epoch", ["Depth", "EpochsAt", "Epochs"]));

    [Theory]
    [InlineData("sdg", "did you mean sgd?")]
    [InlineData("transformer", "valid optimizers are sgd, n-sam, m-sam, 1-sam, l-sam, j-sam, regularized-sgd.")]
    public void Advice_suggests_or_lists(string given, string expected) =>
        Assert.Equal(expected, NearestName.Advice(given, Optimizers, "optimizers"));

    [Fact]
    public void Advice_without_names_says_so() => Assert.Equal("there are no models here.", NearestName.Advice("mlp", [], "models"));
}
